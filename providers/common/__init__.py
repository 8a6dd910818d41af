"""What adapters of vendors share: settings, HTTP errors, polling, aspect ratios, prices."""
