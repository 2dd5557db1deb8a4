const words = (text: string): string[] => text.trim().split(/\s+/);

/** A default that calls one of these has another value for each row: the table is written anew. */
export const VOLATILE: ReadonlySet<string> = new Set(
  words('random random_normal gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 clock_timestamp timeofday nextval gen_random_bytes'),
);

/** Functions of PostgreSQL and of its usual extensions that read, compute and advance a sequence, and do nothing else. */
export const HARMLESS: ReadonlySet<string> = new Set([
  ...VOLATILE,
  ...words(`
    count sum avg min max bool_and bool_or every array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bit_and bit_or bit_xor
    any_value stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp mode percentile_cont percentile_disc regr_slope xmlagg
    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value grouping
    abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log10 power mod div gcd lcm factorial degrees radians pi width_bucket scale trim_scale
    min_scale sin cos tan asin acos atan atan2 sinh cosh tanh
    lower upper initcap length char_length character_length octet_length bit_length position strpos substr substring left right lpad rpad ltrim rtrim
    btrim trim replace translate overlay reverse repeat split_part string_to_array string_to_table array_to_string concat concat_ws format chr ascii
    md5 sha224 sha256 sha384 sha512 encode decode convert convert_from convert_to to_hex to_bin to_oct quote_ident quote_literal quote_nullable starts_with
    normalize unistr parse_ident regexp_replace regexp_match regexp_matches regexp_split_to_array regexp_split_to_table regexp_like regexp_count
    regexp_instr regexp_substr similar_escape similar_to_escape like notlike ilike get_byte set_byte get_bit set_bit crc32 crc32c casefold
    now current_timestamp transaction_timestamp statement_timestamp current_date current_time localtime localtimestamp date_part extract date_trunc
    date_bin age make_date make_time make_timestamp make_timestamptz make_interval justify_days justify_hours justify_interval isfinite to_char
    to_date to_timestamp to_number timezone overlaps date date_add date_subtract
    coalesce nullif greatest least num_nulls num_nonnulls
    array_append array_cat array_length array_lower array_ndims array_position array_positions array_prepend array_remove array_replace array_upper
    array_fill array_dims cardinality trim_array unnest array_sample array_shuffle array_sort array_reverse generate_series generate_subscripts
    json_build_array json_build_object json_array_elements json_array_elements_text json_array_length json_each json_each_text json_extract_path
    json_extract_path_text json_object json_object_keys json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset
    json_typeof row_to_json to_json array_to_json to_jsonb jsonb_build_array jsonb_build_object jsonb_array_elements jsonb_array_elements_text
    jsonb_array_length jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys
    jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_populate_record jsonb_populate_recordset
    jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof jsonb_delete_path
    to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery setweight strip tsvector_to_array array_to_tsvector ts_rank ts_rank_cd
    ts_headline numnode querytree tsvector_concat unaccent similarity word_similarity
    int4range int8range numrange tsrange tstzrange daterange lower_inc upper_inc lower_inf upper_inf isempty range_merge multirange range_agg
    host network netmask broadcast family masklen text inet_same_family abbrev set_masklen hostmask
    currval lastval pg_get_serial_sequence pg_sequence_last_value pg_typeof pg_column_size pg_relation_size pg_table_size pg_indexes_size
    pg_total_relation_size pg_database_size pg_size_pretty pg_size_bytes to_regclass to_regtype to_regproc to_regprocedure to_regnamespace to_regrole
    format_type pg_get_constraintdef pg_get_indexdef pg_get_viewdef pg_get_functiondef pg_get_expr pg_get_triggerdef pg_get_userbyid col_description
    obj_description shobj_description has_table_privilege has_schema_privilege has_column_privilege has_database_privilege has_function_privilege
    has_sequence_privilege pg_has_role pg_table_is_visible pg_type_is_visible pg_function_is_visible current_database current_schema current_schemas
    current_user session_user current_role user current_catalog current_setting version pg_backend_pid pg_is_in_recovery txid_current
    pg_current_xact_id pg_current_wal_lsn inet_client_addr pg_postmaster_start_time pg_encoding_to_char
    pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_xact_lock pg_advisory_unlock pg_advisory_unlock_all pg_sleep
    crypt gen_salt digest hmac point box circle line lseg path polygon area center diameter radius hstore akeys avals skeys svals
    row_to_text hashtext hashint4 hashint8 xmlelement xmlforest xmlconcat xmlparse xpath xpath_exists raise_notice
  `),
]);
