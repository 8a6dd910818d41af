"""Drawing an animatic scene: staging, layout, camera movement, backdrop, colour."""
