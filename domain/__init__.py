"""The words and the rule book of Greenlight. No I/O, no clock, no random ids: everything here is a pure function of its input."""
