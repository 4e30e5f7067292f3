-- One row for each gram of each customer: the lists have taken their place.

DROP TABLE IF EXISTS customer_grams;
