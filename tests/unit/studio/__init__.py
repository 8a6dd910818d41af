"""Scripts of the studio that need no page, run by deno. Tests here may import the standard library and pytest."""
