-- How each person wants to be reminded. Times are HH:MM in the person's zone, '' the team's; digest_time may be 'off'.

ALTER TABLE members ADD COLUMN digest_time VARCHAR(5) NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN reminders_off BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE members ADD COLUMN quiet_from VARCHAR(5) NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN quiet_to VARCHAR(5) NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN muted_until DATE NULL;
