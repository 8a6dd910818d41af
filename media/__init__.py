"""Media files: decoding, drawing animatics, preparing clips and cutting films.

decoding   open, recognise and read files of unknown origin
text       writing systems, typesetting, captions
drawing    layers in the film's planes, colours, places, lines of text
animatic   scenes drawn without a camera
end_card   the card that a film ends with
audio      samples, loudness, the film's sound mix
music      beds that are composed by rule, and a client's music in time with the cuts
video      encoding, working clips, transitions, the cut
isolation  the processes in which all of that runs, apart from the network
credentials  what a film says in its file of where it comes from, signed

`editor.py` is what the runtime uses. May import `domain`, PyAV, Pillow, numpy and PocketSphinx.
"""
