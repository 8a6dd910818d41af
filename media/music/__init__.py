"""Music for a film: a bed that is composed and played by rule, and a client's music brought in time with the cuts.

harmony, melody   chords and tunes of a key, by rules of voice leading
playing           how each style is played: its progressions, instruments and patterns
form, arrangement how full the music is, and which instruments play what, from the first beat to the last chord
sounds            what they sound like: no recordings are used
render            notes to samples, in blocks
compose           writes the bed of a film
tempo, in_time    the beats of a client's music, and when it is to start so that they fall on the cuts

May import `domain`, numpy and `media.audio`.
"""
