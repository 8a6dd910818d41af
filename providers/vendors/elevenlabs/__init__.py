"""ElevenLabs: https://elevenlabs.io/docs/api-reference."""

KEY_VARIABLES = ("ELEVENLABS_API_KEY",)
