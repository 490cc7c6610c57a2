"""What the command says of a typed claim besides its comparisons."""
