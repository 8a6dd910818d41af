"""What the API promised in documents that came before it, each checked from top to bottom on the real stack.

They are called seed documents, by number: `000` scenes, `001` inconsistencies, `002` scenarios, `004` sessions.
"""
