-- Rebuilt whole: it only puts together what was counted from reports and what deliveries brought.
-- Distinct clients of one month cannot come back from counts since January.
{{ reportado_o_importado(
    'clientes', ref('int_clientes_reportados'), ref('int_data_peru_clientes'), ['periodo', 'ambito', 'cite_codigo']
) }}
