"""What all pages share: rendering in three faces, formats, forms, errors, security headers, paging."""
