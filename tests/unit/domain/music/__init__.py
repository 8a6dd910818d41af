"""What music beds are chosen by."""
