"""Drawing text: scripts, fonts, typesetting, captions."""
