"""What people and programs are told of a run, which never ends it."""
