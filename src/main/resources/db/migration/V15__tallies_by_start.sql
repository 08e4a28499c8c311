-- For what is looked for by time alone, which says `start > 0` for it. Where a table is small, or was
-- when a server made its plan, the index of all rows looked as good for the sums of one person as
-- the primary key, and is worse by the number of persons.
DROP INDEX tallies_by_start;
CREATE INDEX tallies_by_start ON tallies (start, span) WHERE start > 0;
