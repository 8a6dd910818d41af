"""Lines of speech: from any file of sound to the WAV that the film plays, with the times of its words.

Works in isolated processes (`media/bounded_process.py`), as recordings come from vendors and clients. May import
`media.audio`, `media.decoding`, `media.text`, and PocketSphinx.
"""
