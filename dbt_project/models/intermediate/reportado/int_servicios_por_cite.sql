-- Rebuilt whole: it only puts together what was counted from reports and what deliveries brought.
{{ reportado_o_importado(
    'servicios', ref('int_servicios_reportados'), ref('int_data_peru_servicios'), ['periodo', 'cite_codigo']
) }}
