"""What a folder of tables is about: its sides, rules, flows, names and suite."""
