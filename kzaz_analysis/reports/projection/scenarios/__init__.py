"""What has to happen: drivers, their effects and capacities."""
