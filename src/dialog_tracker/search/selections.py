"""The statements by which things that can be found are read: each gives those of one kind that are public, or will be once a quarantine ends.

They are SQL: each joins four or five rooms for what a hit shows.
"""

_OF_AUTHORITY = """
    LEFT JOIN territory ON territory.code = authority.territory_code
"""
_TERRITORIES = "array_remove(ARRAY[territory.code, territory.within, territory.province], NULL) AS territories"
_AREAS = "ARRAY(SELECT area_key FROM act_area WHERE act_area.act_id = act.id ORDER BY area_key) AS areas"
_PUBLIC = "consultation.stage <> 'draft' AND consultation.published_at IS NOT NULL"

CONSULTATIONS = f"""
    SELECT consultation.id, consultation.reference, act.title, act.title_en, act.language, act.case_number, consultation.summary,
           authority.id AS authority_id, authority.name AS authority, coalesce(consultation.opens_at, consultation.published_at) AS at,
           consultation.published_at AS visible_from, {_AREAS}, {_TERRITORIES}
    FROM consultation
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    WHERE {_PUBLIC} AND consultation.id = ANY(:ids)
"""
ACTS = f"""
    SELECT act.id, act.title, act.title_en, act.language, act.case_number, authority.id AS authority_id, authority.name AS authority,
           newest.id AS consultation_id, newest.published_at AS at, {_AREAS}, {_TERRITORIES}
    FROM act
    JOIN authority ON authority.id = act.authority_id {_OF_AUTHORITY}
    JOIN LATERAL (
        SELECT consultation.id, consultation.published_at FROM consultation
        WHERE consultation.act_id = act.id AND {_PUBLIC} ORDER BY consultation.published_at DESC LIMIT 1
    ) AS newest ON true
    WHERE act.id IN (SELECT act_id FROM consultation WHERE id = ANY(:ids))
"""
ARTICLES = f"""
    WITH held AS (
        SELECT DISTINCT ON (consultation.version_id) consultation.id, consultation.reference, consultation.version_id,
               consultation.published_at, act.title, act.id AS act_id, act.language, act.authority_id
        FROM consultation JOIN act ON act.id = consultation.act_id
        WHERE {_PUBLIC} AND consultation.version_id IS NOT NULL
          AND consultation.version_id IN (SELECT version_id FROM consultation WHERE id = ANY(:ids))
        ORDER BY consultation.version_id, consultation.published_at DESC
    ), unit AS (
        SELECT held.id AS consultation_id, held.version_id, provision.unit_anchor,
               (array_agg(provision.id ORDER BY provision.position))[1] AS id,
               (array_agg(provision.place ORDER BY provision.position))[1] AS place,
               (array_agg(provision.heading ORDER BY provision.position))[1] AS heading,
               string_agg(concat_ws(' ', CASE WHEN provision.anchor <> provision.unit_anchor THEN provision.heading END, provision.words), E'\\n'
                          ORDER BY provision.position) AS words
        FROM held JOIN provision ON provision.version_id = held.version_id
        GROUP BY held.id, held.version_id, provision.unit_anchor
    )
    SELECT unit.*, held.reference, held.title, held.language, held.published_at AS at, authority.id AS authority_id,
           ARRAY(SELECT area_key FROM act_area WHERE act_area.act_id = held.act_id ORDER BY area_key) AS areas, {_TERRITORIES}
    FROM unit JOIN held ON held.id = unit.consultation_id
    JOIN authority ON authority.id = held.authority_id {_OF_AUTHORITY}
"""
# What comments, answers and submitters say stands in a report too, and is found as what it is; it would only be carried here and back.
_SAID = "(convert_from(model, 'UTF8')::jsonb - 'sections' #- '{aftermath,members}' #- '{aftermath,long_texts}')::text"
REPORTS = f"""
    SELECT consultation.id, consultation.reference, act.title, act.language, authority.id AS authority_id, authority.name AS authority,
           newest.published_at AS at, newest.said, {_AREAS}, {_TERRITORIES}
    FROM consultation
    JOIN LATERAL (SELECT published_at, {_SAID} AS said FROM report WHERE consultation_id = consultation.id ORDER BY number DESC LIMIT 1) AS newest ON true
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    WHERE {_PUBLIC} AND consultation.id = ANY(:ids)
      AND EXISTS (SELECT FROM step WHERE consultation_id = consultation.id AND kind = 'report_published')
"""
ACT_FILES = f"""
    SELECT act_attachment.id, act_attachment.name, act_attachment.sha256, act_attachment.created_at AS at, act.id AS act_id, act.title,
           act.language, authority.id AS authority_id, newest.id AS consultation_id, {_AREAS}, {_TERRITORIES}
    FROM act_attachment
    JOIN act ON act.id = act_attachment.act_id
    JOIN authority ON authority.id = act.authority_id {_OF_AUTHORITY}
    JOIN LATERAL (
        SELECT consultation.id FROM consultation
        WHERE consultation.act_id = act.id AND {_PUBLIC} ORDER BY consultation.published_at DESC LIMIT 1
    ) AS newest ON true
    WHERE act_attachment.public AND act.id IN (SELECT act_id FROM consultation WHERE id = ANY(:ids))
"""
_LISTED = "submission.withdrawn_at IS NULL AND submission.withheld_code = ''"
COMMENTS = f"""
    SELECT comment.id, comment.number, comment.position, comment.proposed, comment.reasons, comment.place, comment.anchor, comment.language,
           submission.number AS submission, submission.public_name, submission.received_at AS at, submission.quarantined_until,
           consultation.id AS consultation_id, consultation.authority_id, {_AREAS}, {_TERRITORIES},
           response.id AS response_id, response.status, response.reasons AS answer, response.what_changed, response.published_at
    FROM comment
    JOIN submission ON submission.id = comment.submission_id
    JOIN consultation ON consultation.id = comment.consultation_id
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    LEFT JOIN response ON response.comment_id = comment.id AND response.superseded_at IS NULL AND response.published_at IS NOT NULL
    WHERE {_PUBLIC} AND {_LISTED} AND comment.set_aside_at IS NULL
"""
SUBMISSION_FILES = f"""
    SELECT submission_file.id, submission_file.name, submission_file.words, submission.number AS submission,
           submission.received_at AS at, submission.quarantined_until, consultation.id AS consultation_id, consultation.authority_id,
           act.language, {_AREAS}, {_TERRITORIES}
    FROM submission_file
    JOIN submission ON submission.id = submission_file.submission_id
    JOIN consultation ON consultation.id = submission.consultation_id
    JOIN act ON act.id = consultation.act_id
    JOIN authority ON authority.id = consultation.authority_id {_OF_AUTHORITY}
    WHERE {_PUBLIC} AND {_LISTED} AND submission_file.public AND submission_file.erased_at IS NULL
"""
ACTIVITIES = f"""
    SELECT activity.id, activity.title, activity.title_en, activity.place, activity.agenda, activity.minutes, activity.consultation_id,
           consultation.reference, authority.id AS authority_id, authority.name AS authority, {_TERRITORIES},
           coalesce(activity.starts_on::timestamptz, activity.published_at, activity.created_at) AS at,
           coalesce(activity.published_at, activity.created_at) AS visible_from,
           ARRAY(SELECT name FROM activity_place WHERE activity_id = activity.id ORDER BY position) AS places,
           ARRAY(SELECT name FROM activity_party WHERE activity_id = activity.id ORDER BY position) AS parties
    FROM activity
    JOIN authority ON authority.id = activity.authority_id {_OF_AUTHORITY}
    LEFT JOIN consultation ON consultation.id = activity.consultation_id
    WHERE activity.id = ANY(:ids)
      AND CASE WHEN activity.consultation_id IS NULL THEN activity.published_at IS NOT NULL ELSE {_PUBLIC} END
"""
PROGRAMMES = f"""
    SELECT programme.id, programme.slug, programme.name, programme.name_en, programme.aims, programme.aims_en, programme.published_at AS at,
           authority.id AS authority_id, authority.name AS authority, {_TERRITORIES},
           ARRAY(SELECT name FROM activity_party WHERE programme_id = programme.id ORDER BY position) AS parties
    FROM programme JOIN authority ON authority.id = programme.authority_id {_OF_AUTHORITY}
    WHERE programme.published_at IS NOT NULL AND programme.id = ANY(:ids)
"""
GROUPS = f"""
    SELECT working_group.id, working_group.title, working_group.title_en, working_group.basis, working_group.published_at AS at,
           authority.id AS authority_id, authority.name AS authority, {_TERRITORIES}
    FROM working_group JOIN authority ON authority.id = working_group.authority_id {_OF_AUTHORITY}
    WHERE working_group.published_at IS NOT NULL AND working_group.id = ANY(:ids)
"""
ORGANISATIONS = """
    SELECT organisation.id, organisation.name, organisation.seat, organisation.register_number, organisation.created_at AS at,
           ARRAY(SELECT area_key FROM organisation_area WHERE organisation_id = organisation.id ORDER BY area_key) AS areas,
           array_remove(ARRAY[territory.code, territory.within, territory.province], NULL) AS territories
    FROM organisation LEFT JOIN territory ON territory.code = organisation.territory_code
    WHERE organisation.merged_into IS NULL AND organisation.kind <> 'individual' AND organisation.id = ANY(:ids)
"""
AUTHORITIES = f"""
    SELECT authority.id, authority.name, authority.name_en, authority.place, authority.created_at AS at, {_TERRITORIES}
    FROM authority {_OF_AUTHORITY} WHERE authority.id = ANY(:ids)
"""
