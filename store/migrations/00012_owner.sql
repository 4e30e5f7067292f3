-- Which call remembered a delivery. After a lost answer a call finds out by it whether its own insert was done, and what
-- was changed under a delivery is found in the audit log, whose operation it names.

ALTER TABLE envelopes ADD COLUMN owner VARCHAR(32) NOT NULL DEFAULT '';
