"""The words and the rule book of Greenlight. Pure: no I/O, no clock, no random ids."""
