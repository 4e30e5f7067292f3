-- What a person, or the team (''), is to reach in a month or a quarter. One that says nothing any more is deleted; the audit log keeps what it was.

CREATE TABLE IF NOT EXISTS targets (
    id {id},
    person VARCHAR(32) NOT NULL,
    span VARCHAR(8) NOT NULL,
    begins DATE NOT NULL,
    amount BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    customers INT NOT NULL,
    set_by VARCHAR(32) NOT NULL,
    set_at {instant} NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} targets_whose ON targets (begins, span, person);
