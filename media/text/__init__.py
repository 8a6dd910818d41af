"""Drawing text: writing systems, fonts, typesetting, captions."""
