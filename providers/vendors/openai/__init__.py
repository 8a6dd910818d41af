"""OpenAI: https://developers.openai.com/api/docs."""

KEY_VARIABLES = ("OPENAI_API_KEY",)
