"""What is sent and answered about whole jobs. They import domain and `api.schemas`."""
