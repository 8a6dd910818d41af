"""Drawing an animatic: layout, camera moves, backdrops, colour."""
