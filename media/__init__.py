"""Pictures, type and sound: drawing animatics, preparing clips, cutting films. Knows only the domain."""
