-- What people decided of the columns of files of a shape, which is a hash of the columns' names: the next file of the same shape is read alike.

CREATE TABLE IF NOT EXISTS import_mappings (
    shape VARCHAR(64) NOT NULL PRIMARY KEY,
    mapping MEDIUMTEXT NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL
) {options};
