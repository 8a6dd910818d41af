"""What beds are played with, computed with numpy: instruments, drums, and the room in which they are heard.

May import `domain` and numpy.
"""
