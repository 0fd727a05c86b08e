{{ config(materialized='view') }}

-- MetricFlow asks for a calendar of days, whatever the grain of the marts; nothing else reads it.
select unnest(generate_series(date '2015-01-01', date '2040-12-31', interval 1 day))::date as dia
