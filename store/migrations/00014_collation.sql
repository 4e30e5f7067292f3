-- The table that remembers the migrations was made by goose up to here, with the server's collation: a dump of it from a
-- MySQL didn't load into MariaDB.

{on a server} ALTER TABLE goose_db_version CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
