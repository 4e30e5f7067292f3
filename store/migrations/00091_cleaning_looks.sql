-- How many findings of each kind there were on the day of a monthly look.

CREATE TABLE IF NOT EXISTS cleaning_looks (
    day DATE NOT NULL,
    kind VARCHAR(16) NOT NULL,
    count INT NOT NULL,
    PRIMARY KEY (day, kind)
) {options};
