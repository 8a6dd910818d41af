"""What the music bed of a film is chosen by: words of a mood, styles, and beats that fall on the film's cuts.

mood    words of a brief, in its client's language, and the style that they ask for
styles  the styles, each with its range of tempo and its keys
beats   when the beats of a film's music are

Pure Python. How a bed sounds is in `media/music`. May import `domain.base` and `domain.film_format`.
"""
