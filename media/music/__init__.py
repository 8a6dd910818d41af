"""Music for a film: a bed that is composed and played by rule, and a client's music brought in time with the cuts.

harmony, melody   chords and tunes of a key, by rules of voice leading
form, arrangement  how full the music is, and which instruments play what, from the film's first beat to its last chord
struck, sustained, drums, instruments   sounds, computed with numpy: no recordings are used
room, render      notes to samples, in blocks
compose           writes the bed of a film
tempo, in_time    the beats of a client's music, and when it is to start so that they fall on the cuts

May import `domain`, numpy and `media.audio`.
"""
