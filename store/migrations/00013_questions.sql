-- What somebody who doesn't see a customer's personal data has asked by its exact value on a day, by its blind index: so
-- many different values may be asked. The row with an empty question is locked while they are counted.

CREATE TABLE IF NOT EXISTS personal_questions (
    user_id VARCHAR(32) NOT NULL,
    asked_on DATE NOT NULL,
    question VARCHAR(96) NOT NULL,
    PRIMARY KEY (user_id, asked_on, question)
) {clustered};
