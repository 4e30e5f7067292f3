-- How a customer's name is read, in which names that sound alike agree; fillSounds computes it. The index has what tells different names
-- apart as well, so that only those are looked at.

ALTER TABLE customers ADD COLUMN sound_key VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX {unless there} customers_sound ON customers (sound_key, stem_key);
