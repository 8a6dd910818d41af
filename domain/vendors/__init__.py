"""What vendors' models can and cost, and the news that vendors send. Imports what is beside the rooms of `domain`."""
