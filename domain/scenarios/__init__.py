"""A saved scenario: the document that was sent, the task that saves it, and how it becomes a storyboard."""
