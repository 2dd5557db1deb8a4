DROP INDEX companies_name_search;
