"""How the command line shows jobs, progress and credits."""
