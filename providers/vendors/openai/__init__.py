"""OpenAI: https://developers.openai.com/api/docs."""
