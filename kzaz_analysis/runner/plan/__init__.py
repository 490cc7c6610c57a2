"""What is to be made: notebooks, parameters, suites, matrices."""
