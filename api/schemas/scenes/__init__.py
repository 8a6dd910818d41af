"""What is sent and answered about scenes, their takes, first frames and lines. They import domain and `api.schemas`."""
