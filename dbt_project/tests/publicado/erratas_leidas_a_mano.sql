-- Errors that a person found by reading the documents: each has to be a discrepancy, with both figures.
with leidas (documento, cuadro, impreso_texto, calculado) as (
    values
    ('poi_2024', 'Anexo 5', '25,476', 25516),
    ('poi_2024', 'Anexo 5', '550', 590),
    ('poi_2024', 'Cuadro 4', '943', 603),
    ('poi_2024', 'Cuadro 4', '958', 618),
    ('poi_2024', 'Cuadro 7', '749', 789),
    ('poi_2024', 'Cuadro 7', '3,288', 3328),
    ('poi_2024', 'Texto p. 1', '156,165,431', 156165451),
    ('poi_2024', 'Texto p. 42', '156,165,45', 156165451),
    ('poi_2024', 'Texto p. 36', '14.2 MM', 13845605),
    ('poi_2024', 'Cuadro 22', '154,896,199', 154896198),
    ('poi_2024', 'Cuadro 23', '45,276,724', 45003834),
    ('poi_2024', 'Cuadro 23', '3,403,503', 3676393),
    ('poi_2024', 'Cuadro 24', '45%', 41.02),
    ('poi_2024', 'Cuadro 24', '-28%', -26.91),
    ('poi_2024', 'Cuadro 24', '44%', 5.73),
    ('poi_2024', 'Texto p. 41', '92%', 72.71),
    ('poi_2024', 'Cuadro 27', '112%', -47.11),
    ('poi_2024', 'Cuadro 31', '105,255,792', 104319247),
    ('poi_2024', 'Cuadro 12', '801,335', 1001335),
    ('boletin_pp0093_2020', 'Texto: Producto 4', '27,758', 24758),
    ('boletin_pp0093_2020', 'Texto: Producto 4', '1,376', 1357),
    ('boletin_pp0093_2020', 'Texto: Producto 4', '765.8%', 666.15),
    ('boletin_pp0093_2020', 'Texto: Producto 3', '107.4%', 7.42),
    ('boletin_pp0093_2020', 'Indicador Producto 1', '42.50%', 42.43)
)

select leidas.*
from leidas
left join {{ ref('discrepancias') }} as discrepancias
    on
        leidas.documento = discrepancias.documento
        and leidas.cuadro = discrepancias.cuadro
        and leidas.impreso_texto = discrepancias.impreso_texto
        and abs(leidas.calculado - discrepancias.calculado) < 0.01
where discrepancias.discrepancia_id is null
