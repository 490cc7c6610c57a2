"""What forecasts were worth: back-tests, calibration, measures."""
