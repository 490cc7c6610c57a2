"""Numbers only: frames in, frames or frozen results out."""
