# The most frequent mistakes of a new user: the message names the cause and the remedy.
BeforeDiscovery {
    $mistakes = @(
        @{ Mistake = 'no scheme'; Do = { Invoke-ResourcePut api.example.com/users/1 @{ a = 1 } }
            Id = 'InvalidUri'; Cause = "'api.example.com/users/1' is not an absolute http or https url"; Remedy = 'Write it with its scheme, such as https://api.example.com/users/1' }
        @{ Mistake = 'a path alone'; Do = { Invoke-ResourcePut /users/1 @{ a = 1 } }
            Id = 'InvalidUri'; Cause = "'/users/1' is not an absolute http or https url"; Remedy = 'such as https://host/users/1, or give a -Session with the base url' }
        @{ Mistake = 'JSON text with a typo'; Do = { Invoke-ResourcePut "${base}users/1" '{"name":"Frodo",}' }
            Id = 'InvalidPayload'; Cause = 'not JSON: *trailing comma*(line 1, byte 17)'; Remedy = 'Correct the text, give an object instead' }
        @{ Mistake = 'the wrong verb'; Do = { Invoke-ResourcePut "${base}status/405" @{ a = 1 } }
            Id = 'MethodNotAllowed'; Cause = '405 Method Not Allowed. The resource supports GET, HEAD'; Remedy = 'Use another verb or url' }
        @{ Mistake = 'to change what cannot be read'; Do = { Invoke-ResourcePut "${base}status/405" -Update { $_.a = 1 } }
            Id = 'MethodNotAllowed'; Cause = 'GET * failed: 405 Method Not Allowed'; Remedy = 'leave -Update and -IfChanged out' }
        @{ Mistake = 'a patch of a type that the server does not take'; Do = { Invoke-ResourcePatch "${base}resources/type" 'a: 1' -ContentType text/yaml }
            Id = 'UnsupportedMediaType'; Cause = '415 Unsupported Media Type. The body was sent as text/yaml. The resource accepts *application/json-patch+json'; Remedy = 'Use a -ContentType' }
        @{ Mistake = 'a compressed body that the server does not take'; Do = { Invoke-ResourcePatch "${base}resources/type" 'a: 1' -ContentType text/yaml -ContentEncoding Gzip }
            Id = 'UnsupportedMediaType'; Cause = 'The body was sent as text/yaml. *The body was compressed (gzip)'; Remedy = 'try without -ContentEncoding' }
        @{ Mistake = 'a compressed body that the server does not understand'; Do = { Invoke-ResourcePut "${base}status/400" @{ a = 1 } -ContentEncoding Gzip }
            Id = 'BadRequest'; Cause = 'The body was compressed (gzip), which not every server understands'; Remedy = 'try without -ContentEncoding' }
        @{ Mistake = 'no token'; Do = { Invoke-ResourcePut "${base}auth/bearer/secret" @{ a = 1 } }
            Id = 'Unauthorized'; Cause = '401 Unauthorized*credentials are missing or wrong'; Remedy = 'give -Token, or -Credential with -Authentication Basic' }
        @{ Mistake = 'a self-signed certificate'; Do = { Invoke-ResourcePut "$($server.secureUri)users/1" @{ a = 1 } }
            Id = 'TlsFailure'; Cause = 'certificate is refused*UntrustedRoot*issuer CN=localhost'; Remedy = 'use -CACertificatePath' }
        @{ Mistake = 'a hashtable that contains itself'; Do = { $self = @{ a = 1 }; $self.self = $self; Invoke-ResourcePut "${base}users/1" $self }
            Id = 'InvalidPayload'; Cause = 'the value at $.self contains itself'; Remedy = 'leave it out (-ExcludeProperty of a write)' }
        @{ Mistake = 'a space in the url''s host'; Do = { Invoke-ResourcePut 'https://my host/users/1' @{ a = 1 } }
            Id = 'InvalidUri'; Cause = "'https://my host/users/1' is not a valid url"; Remedy = 'check it for spaces' }
        @{ Mistake = 'a url with braces, without quotes'; Do = { @{ id = 1 } | Invoke-ResourcePut http://h/users/{id}/name -Headers @{ a = 1 } }
            Id = 'ParameterArgumentTransformationError'; Cause = 'The url has a brace and no quotes'; Remedy = "Invoke-ResourcePut 'http://h/users/{id}/name' -Headers" }
        @{ Mistake = 'a url with a space, without quotes, and a body by name'; Do = { Invoke-ResourcePut http://h/my file.json -Body @{ a = 1 } }
            Id = 'ParameterArgumentTransformationError'; Cause = 'The url has a space and no quotes'; Remedy = "Invoke-ResourcePut 'http://h/my file.json' -Body @{ a = 1 }" }
        @{ Mistake = 'a url with two spaces, without quotes, and a body after it'; Do = { Invoke-ResourcePatch http://h/my own file.json @{ a = 1 } }
            Id = 'ParameterArgumentTransformationError'; Cause = 'The url has a space and no quotes'; Remedy = "Invoke-ResourcePatch 'http://h/my own file.json' @{ a = 1 }" }
        @{ Mistake = 'three arguments without names'; Do = { Invoke-ResourcePut "${base}users/1" name Frodo }
            Id = 'ParameterArgumentTransformationError'; Cause = 'Frodo is one argument too many'; Remedy = 'the first one is the url, the second one the payload' }
        @{ Mistake = 'a body after the url, and -InFile'; Do = { Invoke-ResourcePut "${base}users/1" $body -InFile f.json }
            Id = 'ParameterArgumentTransformationError'; Cause = '$body is one argument too many'; Remedy = 'Drop $body, or drop -InFile' }
        @{ Mistake = '-Body and -InFile'; Do = { Invoke-ResourcePut "${base}users/1" -Body 1 -InFile f.json }
            Id = 'ParameterBindingFailed'; Cause = '-Body and -InFile cannot be used together: each is the payload'; Remedy = 'Drop -Body, or drop -InFile' }
        @{ Mistake = '-InFile and -Form, splatted'; Do = { $both = [ordered]@{ InFile = 'f.json'; Form = @{ a = 1 } }; Invoke-ResourcePut "${base}users/1" @both }
            Id = 'ParameterBindingFailed'; Cause = '-InFile and -Form cannot be used together: each is the payload'; Remedy = 'Drop -InFile, or drop -Form' }
        @{ Mistake = '-Body and -Form'; Do = { Invoke-ResourcePut "${base}users/1" -Body 1 -Form @{ a = 1 } }
            Id = 'InvalidParameter'; Cause = '-Body and -Form cannot be used together: each is the payload'; Remedy = 'Drop -Body, or drop -Form' }
        @{ Mistake = '-Update and -Body'; Do = { Invoke-ResourcePut "${base}users/1" -Update { $_.a = 1 } -Body 1 }
            Id = 'ParameterBindingFailed'; Cause = '-Update and -Body cannot be used together: each is the payload'; Remedy = 'Drop -Update, or drop -Body' }
        @{ Mistake = '-Update and -IfChanged'; Do = { Invoke-ResourcePut "${base}users/1" -Update { $_.a = 1 } -IfChanged }
            Id = 'ParameterBindingFailed'; Cause = '-Update and -IfChanged cannot be used together'; Remedy = 'Drop -Update, or drop -IfChanged' }
        @{ Mistake = '-Original and -Form'; Do = { Invoke-ResourcePatch "${base}users/1" -Original @{ a = 1 } -Form @{ a = 2 } }
            Id = 'ParameterBindingFailed'; Cause = '-Original and -Form cannot be used together'; Remedy = 'Drop -Original, or drop -Form' }
        @{ Mistake = '-Force to write at all, with -Body'; Do = { Invoke-ResourcePut "${base}users/1" -Body 1 -Force }
            Id = 'ParameterBindingFailed'; Cause = '-Force allows -Update to write without a validator'; Remedy = 'Drop -Force' }
        @{ Mistake = '-Force to write at all, with a body after the url'; Do = { Invoke-ResourcePut "${base}users/1" 1 -Force }
            Id = 'ParameterArgumentTransformationError'; Cause = '-Force allows -Update to write without a validator'; Remedy = 'Drop -Force' }
        @{ Mistake = 'a missing body, with rows that all go to one url'; Do = { @{ id = 1 }, @{ id = 2 } | Invoke-ResourcePut "${base}users/1" -Body @{ a = 1 } }
            Id = 'InvalidParameter'; Cause = 'the request does not use them'; Remedy = 'use the objects: with {name} in the url' }
        @{ Mistake = 'a network that needs a proxy'; Do = { Invoke-ResourcePut http://127.0.0.1:1/users/1 @{ a = 1 } @once }
            Id = 'ConnectionFailed'; Cause = 'no connection to 127.0.0.1:1: Connection refused'; Remedy = 'if this network needs a proxy, give -Proxy' }
        @{ Mistake = 'a proxy that requires a login'; Do = { Invoke-ResourcePut "${base}status/407" @{ a = 1 } }
            Id = 'ProxyAuthenticationRequired'; Cause = '407 Proxy Authentication Required'; Remedy = 'with -ProxyCredential' }
        @{ Mistake = 'a body that is too large'; Do = { Invoke-ResourcePut "${base}status/413" @{ a = 1 } }
            Id = 'ContentTooLarge'; Cause = '413 '; Remedy = 'Send less at once, or raise the server''s limit' }
        @{ Mistake = 'a stale entity tag'; Do = { $null = Invoke-ResourcePut "${base}mistakes/tag" @{ a = 1 }; Invoke-ResourcePut "${base}mistakes/tag" @{ a = 2 } -IfMatch '"0"' }
            Id = 'PreconditionFailed'; Cause = '412 Precondition Failed*not in the state'; Remedy = 'Read the resource again and build the change on its current ETag, or let -Update do both' }
        @{ Mistake = 'a body that is not in the format of -PatchFormat'; Do = { Invoke-ResourcePatch "${base}users/1" @{ op = 'set'; path = '/a' } -PatchFormat JsonPatch }
            Id = 'InvalidPayload'; Cause = "its 'op' is 'set'"; Remedy = 'use one of add, remove, replace' }
        @{ Mistake = 'a name in braces that the object lacks'; Do = { @{ a = 1 } | Invoke-ResourcePut "${base}users/{id}" }
            Id = 'MissingUriValue'; Cause = 'needs a value for {id}, and the input object has none'; Remedy = 'Correct the name in braces, or write literal braces as %7B and %7D' }
    )

    # The most frequent ones: the first line of the message names cause and remedy.
    $firstLines = @(
        @{ Do = { Invoke-ResourcePut "${base}x" { name = 'Frodo' } }; First = "-Body has a script block where a hashtable was meant: its @ is missing. Write @{ name = 'Frodo' }. *" }
        @{ Do = { Invoke-ResourcePut "${base}x" -Query { id=1 } }; First = '-Query has a script block where a hashtable was meant: its @ is missing. Write @{ id=1 }. *' }
        @{ Do = { Invoke-ResourcePut "${base}x" -Update { price = 1 } }; First = "The script block of -Update has 'price =', which assigns nothing. Write `$_.price = *" }
        @{ Do = { Invoke-ResourcePut "${base}x" 'name=Frodo&id=1' }; First = 'The body is a string, but not JSON: it looks like form fields. Give a hashtable, as in -Body @{*' }
        @{ Do = { $user = [pscustomobject]@{ name = 'Frodo' }; Invoke-ResourcePut "${base}x" "$user" }; First = '*not JSON: it is an object that quotes have turned into text. Give the object itself, without quotes*' }
        @{ Do = { $user = @{ name = 'Frodo' }; Invoke-ResourcePut "${base}x" "$user" }; First = '*not JSON: it is the name of a type, which quotes have made of an object. Give the object itself*' }
        @{ Do = { Invoke-ResourcePut "${base}x" ([pscustomobject]@{ a = 1; b = 2 } | Format-Table | Out-String) }; First = '*not JSON: it is a table that PowerShell has printed. Give the objects themselves*' }
        @{ Do = { Invoke-ResourcePut "${base}x" ([pscustomobject]@{ a = 1; b = 2 } | Format-List | Out-String) }; First = '*not JSON: it is a list that PowerShell has printed. Give the object itself*' }
        @{ Do = { Invoke-ResourcePut "${base}x" ([pscustomobject]@{ a = 1 } | Format-Table) }; First = '*output of Format-Table or Format-List, which is for the screen; leave that command out*' }
        @{ Do = { Invoke-ResourcePut "${base}x" ./user.json }; First = '*not JSON: it is the path of a file. Send the file with -InFile.*' }
        @{ Do = { Invoke-ResourcePut @{ a = 1 } "${base}x" }; First = '*The url comes first and the payload second*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{'a':1}" }; First = '*(line 1, byte 2). JSON has double quotes, not single ones. Correct the text, give an object instead*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "PK$([char]3)$([char]4)$([char]0)" }; First = '*not JSON: it has characters of a binary file, which was read as text. Send the file with -InFile, or its bytes as *' }
        @{ Do = { $name = 'the "grey" one'; Invoke-ResourcePut "${base}x" ('{{ "name": "{0}" }}' -f $name) }; First = '*A double quote within a JSON text is written as \".*' }
        @{ Do = { $user = @{ id = 1 }; Invoke-ResourcePut "${base}x" $user -Headers @{ Authorization = "Bearer $([pscustomobject]@{ token = 1 }).token" } }; First = "*header 'Authorization' has a whole object as text, which quotes have made of it. Within double quotes, write a property as *" }
        @{ Do = { $key = ConvertTo-SecureString abc -AsPlainText -Force; Invoke-ResourcePut "${base}x?key=$key" 1 }; First = '*has a whole object as text*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{"a":1,}' }; First = '*JSON has no comma before a closing bracket*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{"a":}' }; First = '*A value is missing after the colon*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{"a": ,"b":1}' }; First = '*A value is missing after the colon*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{`n  // one`n  `"a`":1}" }; First = '*(line 2, byte *). JSON has no comments. Correct the text*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{"a":True}' }; First = '*JSON has true, false and null, in small letters.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{a:1}' }; First = '*In JSON a name has double quotes and is followed by a colon.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{`"index`":{}}`n{`"a`":[{}]}`n" }; First = '*(line 2, byte 1). It is more than one JSON value: lines of JSON need -ContentType application/x-ndjson.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{"a":{"b":1}' }; First = '*It ends too early: read a file whole with Get-Content -Raw, or send it with -InFile.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" Frodo }; First = '*it is plain text, and text in JSON has quotes. Give -Body (ConvertTo-Json $text)*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '2024-02-03' }; First = '*it is plain text, and text in JSON has quotes.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 'SGVsbG8=' }; First = '*it is plain text, and text in JSON has quotes.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "a: 1`nb: 2" }; First = '*it looks like YAML. Give -ContentType application/yaml, or an object.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '@/tmp/user' }; First = '*it is the path of a file, as curl takes it. Send the file with -InFile.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{"a":"C:\users"}' }; First = '*In JSON text a backslash is written twice, as in C:\\users. *' }
        @{ Do = { 'id;name', '1;a' | ConvertFrom-Csv | Invoke-ResourcePut "${base}x/{id}" }; First = "*Its properties are id;name. They are one, as of a CSV with another delimiter: give Import-Csv -Delimiter ';'.*" }
        @{ Do = { 'id ,name', '1,a' | ConvertFrom-Csv | Invoke-ResourcePut "${base}x/{id}" }; First = "*Its properties are 'id ', name.*" }
        @{ Do = { @{ id = 1 }, @{ id = 2 } | ConvertTo-Json | Invoke-ResourcePut "${base}x/{id}" }; First = '*the input object is the JSON text of a list. Make objects of it first, as in $json | ConvertFrom-Json *' }
        @{ Do = { @([pscustomobject]@{ id = 1; n = 2 } | ConvertTo-Csv)[1] | Invoke-ResourcePut "${base}x" }; First = '*it looks like CSV. Give the objects themselves, without ConvertTo-Csv, *' }
        @{ Do = { Invoke-ResourcePut "${base}x" (Get-Date -Format o) }; First = '*it is plain text, *' }
        @{ Do = { Invoke-ResourcePut "${base}x" '{"a":"C:\dir"}' }; First = '*In JSON text a backslash is written twice, as in C:\\users. *' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{`"a`":`"x`ny`"}" }; First = '*a line break is written as \n, and a tab as \t.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{`n$([char] 0xA0)`"a`":1}" }; First = '*JSON does not know this space or invisible character*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{`"a`":$([char] 0x200B)1}" }; First = '*JSON does not know this space or invisible character*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{$([char] 0x201C)a$([char] 0x201D):1}" }; First = '*JSON has straight double quotes, not typographic ones.*' }
        @{ Do = { $user = [pscustomobject]@{ id = 1 }; $url = "${base}x/$user.id"; Invoke-ResourcePut $url 1 }; First = "*/x/@{id=1}.id' has a whole object as text. Within double quotes, write a property as `$(`$user.id)*" }
        @{ Do = { $user = @{ id = 1 }; $url = "${base}x/$user.id"; Invoke-ResourcePut $url 1 }; First = "*Hashtable.id' has a whole object as text.*" }
        @{ Do = { @{ id = 1 } | Invoke-ResourcePut 'http://host/x/$($_.id)' }; First = "*has '`$(`$_.id)' as text, because PowerShell replaces it only in double quotes.*" }
        @{ Do = { @{ id = 1 } | Invoke-ResourcePut 'http://host/x/$_.id' }; First = "*has '`$_.id' as text, because PowerShell replaces it only in double quotes.*" }
        @{ Do = { [ordered]@{ id = 1; n = 2 } | Select-Object * -ExcludeProperty n | Invoke-ResourcePut "${base}x" }; First = '*the value at $.SyncRoot is not from the dictionary, because Select-Object reads the members of a hashtable, but of no other dictionary*' }
        @{ Do = { Invoke-ResourcePut "${base}x" @{ row = [ordered]@{ id = 1 } | Select-Object * } }; First = '*the value at $.row.SyncRoot is not from the dictionary*' }
        @{ Do = { [ordered]@{ id = 1; n = 2 } | Invoke-ResourcePut "${base}x/{id}" -Body { $_ | Select-Object n } }; First = '*the value at $.n is not from the dictionary*; convert it first, as in [pscustomobject] $_ *' }
        @{ Do = { @{ id = 1 } | Invoke-ResourcePut 'http://host/x/${id}' }; First = "*has '`${id}' as text, because PowerShell replaces it only in double quotes.*" }
        @{ Do = { Invoke-ResourcePut "${base}x" @{ a = 1 } -Method Put }; First = '*There is no parameter -Method: the verb is in the name of the command. Leave -Method out*' }
        @{ Do = { Invoke-ResourcePut "${base}x" @{ a = 1 } -Session $base }; First = '*-Session takes a session, not a url. Make one with $session = New-ResourceSession*' }
        @{ Do = { Invoke-ResourcePut "${base}x" @{ a = 1 } -Headers 'X-A: 1' }; First = '-Headers takes a hashtable or another dictionary, not string: write it as in -Headers @{*' }
        @{ Do = { New-ResourceSession -Cookies 5 }; First = '-Cookies takes a hashtable or another dictionary, not int: write it as in -Cookies @{*' }
        @{ Do = { Invoke-ResourcePut users/1 @{ a = 1 } }; First = "'users/1' is not an absolute http or https url. * such as https://host/users/1, or give a -Session with the base url.*" }
        @{ Do = { Invoke-ResourcePut localhost:8080/x @{ a = 1 } }; First = '* such as http://localhost:8080/x.*' }
        @{ Do = { Invoke-ResourcePut http:/host/x @{ a = 1 } }; First = '* such as http://host/x.*' }
        @{ Do = { [pscustomobject]@{ size = 1; name = 'a'; userId = 2 } | Invoke-ResourcePut "${base}x/{id}" }; First = '*needs a value for {id}, and the input object has none. Its properties are userId, *' }
        @{ Do = { [pscustomobject]@{ size = 1; name = 'a' } | Invoke-ResourcePut "${base}x/{nmae}" }; First = '*and the input object has none. Its properties are name, size. *' }
        @{ Do = { [pscustomobject]@{ id = $null } | Invoke-ResourcePut "${base}x/{id}" }; First = '*needs a value for {id}, which is empty in the input object. Give the object that value. Nothing was sent.' }
        @{ Do = { Invoke-ResourcePut 'http:\\host\x' @{ a = 1 } }; First = "'http:\\host\x' has backslashes, and a url has slashes. Write http://host/x. *" }
        @{ Do = { Invoke-ResourcePut "${base}x" -Update @{ price = 1 } }; First = '*-Update takes a script block that changes the resource, as in -Update { $_.name = *' }
        @{ Do = { $null = Invoke-ResourcePut "${base}x" @{ a = 1 }; Invoke-ResourcePut "${base}x" -Update { param($state) $state.a = 2 } }; First = "*The state is `$_. A parameter of the block gets the input object, and there is none.*" }
        @{ Do = { $null = Invoke-ResourcePut "${base}x" @{ a = 1 }; Invoke-ResourcePut "${base}x" -Update { $_.price = 1 } }; First = "*there is no property 'price' yet. To add it, use Add-Member, as in `$_ | Add-Member price *" }
        @{ Do = { $null = Invoke-ResourcePut "${base}page" '<p/>' -ContentType text/html; Invoke-ResourcePut "${base}page" -Update { $_.a = 1 } }; First = '*. $_ is text, because the server did not declare the resource as JSON. Perhaps it sent a page*' }
        @{ Do = { $null = Invoke-ResourcePut "${base}words" '{"a":1}' -ContentType text/plain; Invoke-ResourcePut "${base}words" -Update { $_.a = 2 } }; First = '*did not declare the resource as JSON. Give -ContentType application/json*' }
        @{ Do = { $null = Invoke-ResourcePut "${base}words" '[1,2]' -ContentType text/plain; Invoke-ResourcePut "${base}words" -Update { $_.a = 2 } }; First = '*did not declare the resource as JSON. Give -ContentType application/json*' }
        @{ Do = { $null = Invoke-ResourcePut "${base}list" @(1, 2); Invoke-ResourcePut "${base}list" -Update { $_.a = 1 } }; First = '*. $_ is a list. Nothing was written.' }
        @{ Do = { & { $_ = $null; @{ id = 1 } | Invoke-ResourcePut "${base}x/{id}" -Body @{ name = $_.name } } }; First = '$_ has no value in @{ name = $_.name }, because it is read once, before the first object comes. Put braces around it*: { @{ name = $_.name } }*' }
        @{ Do = { & { $_ = $null; @{ id = 1 } | Invoke-ResourcePut "${base}x/{id}" -Body @{ name = $psitem.name } } }; First = '$_ has no value in @{ name = $psitem.name }, because it is read once, before the first object comes. Put braces around it*: { @{ name = $psitem.name } }*' }
        @{ Do = { & { $_ = $null; @{ id = 1 } | Invoke-ResourcePut "${base}x/$_.id" } }; First = '$_ has no value in "${base}x/$_.id", * In a url, write {name} for a property; *' }
        @{ Do = { Invoke-ResourcePut "${base}auth/bearer/abc" 1 }; First = '*401 Unauthorized. No credentials were sent: give -Token, or -Credential with -Authentication Basic.*' }
        @{ Do = { Invoke-ResourcePut "${base}auth/bearer/abc" 1 -Token other -AllowUnencryptedAuthentication }; First = '*401 Unauthorized. The credentials (Bearer) were refused.*' }
        @{ Do = { $token = $null; Invoke-ResourcePut "${base}auth/bearer/abc" 1 -Headers @{ Authorization = "Bearer $token" } }; First = "*401 Unauthorized. The Authorization header has nothing after 'Bearer', perhaps because a variable is empty.*" }
        @{ Do = { Invoke-ResourcePut "${base}auth/basic" 1 -Credential ([pscredential]::new('u', (ConvertTo-SecureString p -AsPlainText -Force))) -AllowUnencryptedAuthentication }; First = '*401 Unauthorized. The credentials (Basic) were refused.*' }
        @{ Do = { Invoke-ResourcePut "${base}auth/bearer/abc" 1 -Headers @{ Authorization = 'abc' } }; First = "*The Authorization header was refused: it has no scheme, as in 'Bearer <token>'.*" }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Token '"abc"' -AllowUnencryptedAuthentication }; First = 'The token has quotes around it, as in JSON. Give it without them*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Token '{"access_token":"abc"}' -AllowUnencryptedAuthentication }; First = 'The token is the JSON text of a whole response. Give the object, as in -Token ($json | ConvertFrom-Json). *' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Accept json }; First = "The header 'Accept' has 'json', which is not a media type. *" }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Token 'not a token' -AllowUnencryptedAuthentication }; First = 'The token has a space, which is not allowed in a token. Give the token alone*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Authentication Bearer -Token 'a b' -AllowUnencryptedAuthentication }; First = 'The token contains a space, which a bearer token cannot have. Give the token alone*' }
        @{ Do = { Invoke-ResourcePut $base.Replace('http:', 'https:') 1 }; First = 'PUT https://* failed: * does not answer with TLS. If it is a port for plain http, begin the url with http://.' }
        @{ Do = { Invoke-ResourcePut $server.secureUri.Replace('https:', 'http:') 1 }; First = 'PUT http://* failed: * expects TLS. Begin the url with https://.' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -ContentType json }; First = "'json' is not a media type. Give a type and a subtype, such as application/json*" }
        @{ Do = { Invoke-ResourcePut "${base}x" $null }; First = 'The body is $null, perhaps a variable without a value or an empty element of a list.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" -InFile 'data/*.json' }; First = 'There is no file *. Wildcards are not expanded: pipe the files, as in Get-ChildItem*' }
        @{ Do = { Invoke-ResourcePut "${base}nothing-there" -Update { $_.a = 1 } }; First = '*The resource does not exist yet, so $_ is $null; in that case return its first state*' }
        @{ Do = { Invoke-ResourcePut "${base}status/503" 1 @quick }; First = '*503 Service Unavailable. Tried 4 times in * second*' }
        @{ Do = { @{ id = 1 } | Invoke-ResourcePut '$base/x/{id}' }; First = "'`$base/x/1' begins with a variable in single quotes, which PowerShell leaves as it is. Use double quotes. *" }
        @{ Do = { Invoke-ResourcePut "${base}x" '$user' }; First = '*not JSON: it is a variable in single quotes, which PowerShell leaves as it is. Give the variable itself, without quotes*' }
        @{ Do = { Invoke-ResourcePut "${base}x" "{"a":1}" }; First = "*The JSON is in double quotes and ends at the next one. Put it in single quotes, as in '{`"name`":`"Frodo`"}', *" }
        @{ Do = { Invoke-ResourcePut "${base}x" -Body "[{ "a": 1 }]" }; First = '*The JSON is in double quotes and ends at the next one. *' }
        @{ Do = { Invoke-ResourcePut "${base}x" -Data @{ a = 1 } }; First = '*There is no parameter -Data: the payload comes after the url, or with -Body.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" $body -Json 1 }; First = '*$body is one argument too many: after the url comes the payload, which -Json gives. Drop $body, or drop -Json.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" -Payload Get-Date }; First = '*Get-Date is read as text. *' }
        @{ Do = { Invoke-ResourcePut -Uri http://h/my file.json -Body @{ a = 1 } }; First = "*The url has a space and no quotes*: Invoke-ResourcePut -Uri 'http://h/my file.json' -Body *" }
        @{ Do = { Invoke-ResourcePut -Url http://h/my file.json @{ a = 1 } }; First = "*The url has a space and no quotes*: Invoke-ResourcePut -Url 'http://h/my file.json' @{*" }
        @{ Do = { Invoke-ResourcePut "${base}x" @{ a = 1 } -ContentType multipart/form-data }; First = "*cannot be sent as 'multipart/form-data'. Give the fields with -Form instead of -Body and -ContentType*" }
        @{ Do = { Invoke-ResourcePut "${base}x" [ordered]@{ a = 1 } }; First = '*[ordered] is read as text, because a cast in an argument needs parentheses. *' }
        @{ Do = { Invoke-ResourcePut "${base}x" -Body [pscustomobject]@{ a = 1 } }; First = '*[pscustomobject] is read as text, *' }
        @{ Do = { Invoke-ResourcePut "${base}x" [byte[]](1, 2) }; First = '*[byte[]] is read as text, *' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -IfUnmodifiedSince [datetime]'2024-02-03' }; First = '*[datetime] is read as text, *' }
        @{ Do = { $url, $user = "${base}x", @{ a = 1 }; Invoke-ResourcePut $url $user @{ Accept = 'a/b' } }; First = "*@{ Accept = 'a/b' } is one argument too many: the first one is the url, the second one the payload. *" }
        @{ Do = { $url, $user = "${base}x", @{ a = 1 }; Invoke-ResourcePut $url $user 'application/json' }; First = "*'application/json' is one argument too many: *" }
        @{ Do = { @{ id = 1 } | Invoke-ResourcePut -Uri { "${base}x/$_.id" } }; First = '*. Write $($_.id) in the url.*' }
        @{ Do = { [pscustomobject]@{ id = 1 } | Invoke-ResourcePut -Uri { "${base}x/$_" } }; First = '$_ in the url is a whole object. *' }
        @{ Do = { New-ResourceSession @{ Uri = $base } }; First = '*The url is a hashtable of parameters. Write its name with @ instead of $, as in @parameters.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Params @{ a = 1 } }; First = '*There is no parameter -Params: give query parameters with -Query.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Verify $false }; First = '*There is no parameter -Verify: give -CACertificatePath * or -SkipCertificateCheck *' }
        @{ Do = { $params = @{ Method = 'Put'; Uri = "${base}x"; Body = 1 }; Invoke-ResourcePut @params }; First = '*There is no parameter -Method: the verb is in the name of the command.*' }
        @{ Do = { $params = [ordered]@{ UseBasicParsing = $true; ErrorAction = 'Stop' }; $null = Invoke-ResourcePut "${base}x" 1 @params }; First = '*There is no parameter -UseBasicParsing: leave it out, *' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -X PUT }; First = '*There is no parameter -X: the verb is in the name of the command.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -k }; First = '*There is no parameter -k: give -CACertificatePath *' }
        @{ Do = { Invoke-ResourcePut "${base}x" --data '{"a":1}' }; First = '*--data is read as text, because a parameter of PowerShell begins with one dash: the payload comes after the url, or with -Body.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" -body=1 }; First = '*-body=1 is read as one name, because a space separates a parameter and its value. Write -body 1.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -SkipCertificateCheck $true }; First = '*-SkipCertificateCheck is a switch, which takes no value. Drop $true.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -SkipHttpErrorCheck $false }; First = '*Drop both, or write -SkipHttpErrorCheck:$false.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Authentication Digest }; First = "*'Digest' is not one of None, Basic, Bearer, OAuth. -Credential alone, *" }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -SslProtocol TLS1.2 }; First = "*'TLS1.2' is not one of Default, Tls, Tls11, Tls12, Tls13.*" }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Certificate client.pfx }; First = '*-Certificate takes a certificate object, not text. Give a file with -CertificatePath, *' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Session @{ a = 1 } }; First = '*-Session takes a session, not a hashtable. Make one with $session = New-ResourceSession*' }
        @{ Do = { 1 | Invoke-ResourcePut "${base}x/{id}" }; First = '*an input object of type int has no properties. Give the url as a script block, as in -Uri { "https://host/items/$_" }, or write literal braces as %7B and %7D.*' }
        @{ Do = { & { $_ = $null; @{ id = 1 } | Invoke-ResourcePut "${base}x/$($_.id)" } }; First = '$_ has no value in "${base}x/$($_.id)", * In a url, write {name} for a property; *' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -CertificatePath no.pfx }; First = "There is no file '*no.pfx'. Check the path: *" }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -JournalPath /no/such/folder/run.jsonl }; First = "The journal '*' cannot be opened: *. Check the path, its permissions and the free space. *" }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -Proxy 127.0.0.1:8080 }; First = 'The proxy ''127.0.0.1:8080'' is not an absolute url. Write it with its scheme, such as http://127.0.0.1:8080.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" ConvertTo-Json @{ a = 1 } }; First = '*ConvertTo-Json is read as text. To send the output of a command, put the command and its arguments in parentheses*' }
        @{ Do = { Invoke-ResourcePut "${base}x" -Body Get-Content user.json -Raw }; First = '*Get-Content is read as text.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" Get-Date }; First = '*Get-Date is read as text.*in quotes. Nothing was sent.' }
        @{ Do = { $api = $base; Invoke-ResourcePut -Uri $api+'x' -Body 1 }; First = '*PowerShell reads + as text in an argument. Put the sum in parentheses*' }
        @{ Do = { $api = $base; Invoke-ResourcePut $api + 'x' 1 }; First = '*PowerShell reads + as text in an argument.*' }
        @{ Do = { $api = $base; $id = 1; Invoke-ResourcePut "$api"+$id 1 }; First = '*PowerShell reads + as text in an argument.*' }
        @{ Do = { Invoke-ResourcePut("${base}x", @{ a = 1 }) }; First = 'The url is a list. Give one url, and separate it from the payload with a space, without commas or parentheses*' }
        @{ Do = { Invoke-ResourcePut "${base}x", 1 }; First = 'The url is a list.*' }
        @{ Do = { $put = @{ Uri = "${base}x"; Body = 1 }; Invoke-ResourcePut $put }; First = 'The url is a hashtable of parameters. Write its name with @ instead of $, as in @parameters.*' }
        @{ Do = { Invoke-ResourcePut "${base}x" 1 -SV session }; First = '*There is no parameter -SV: make a session with New-ResourceSession*' }
        @{ Do = { $api = $base; Invoke-ResourcePut "$api?a=1" 1 }; First = '$api?a in the url is one variable for PowerShell, and it does not exist. Write ${api}?a.*' }
        @{ Do = { $id = 1; Invoke-ResourcePut "${base}x/$id?a=1" 1 }; First = '$id?a in the url is *Write ${id}?a.*' }
        @{ Do = { $id = 1; Invoke-ResourcePut "${base}x/$id:publish" 1 }; First = '$id:publish in the url is *Write ${id}:publish.*' }
        @{ Do = { $name = 'localhost'; Invoke-ResourcePut "http://$name:8080/x" 1 }; First = '$name:8080 in the url is *Write ${name}:8080.*' }
        @{ Do = { $row = @{ id = 1 }; Invoke-ResourcePut "${base}x/$row.id/y" 1 }; First = 'Within quotes, $row.id is the whole $row and then the text ''.id''. Write $($row.id) in the url.*' }
        @{ Do = { $row = [pscustomobject]@{ id = 1 }; Invoke-ResourcePut "${base}x/$row" 1 }; First = '$row in the url is a whole object. Write $($row.id), *' }
        @{ Do = { class Row { $id = 1 }; $row = [Row]::new(); Invoke-ResourcePut "${base}x/$row.id" 1 }; First = 'Within quotes, $row.id is *' }
        @{ Do = { $file = Get-Item $PSHOME; Invoke-ResourcePut "${base}x/$file.Name.json" 1 }; First = '*. Write $($file.Name) in the url.*' }
        @{ Do = { $r = Invoke-ResourcePut "${base}x" @{ id = 1 }; Invoke-ResourcePut "${base}x/$r.Content.id" 1 }; First = '*. Write $($r.Content.id) in the url.*' }
        @{ Do = { $r = Invoke-ResourcePut "${base}x" @{ id = 1 }; Invoke-ResourcePut "${base}x/$r" 1 }; First = '$r in the url is a whole object. *' }
        @{ Do = { $row = ([xml]'<r><i id="1"/></r>').r.i; Invoke-ResourcePut "${base}x/$row" 1 }; First = '$row in the url is a whole object. *' }
        @{ Do = { $rows = , @{ id = 1 }; $i = 0; Invoke-ResourcePut "${base}x/$rows[$i].id" 1 }; First = '*. Write $($rows[$i].id) in the url.*' }
        @{ Do = { $id = ' a '; Invoke-ResourcePut "${base}x/$id.Trim()/y" 1 }; First = '*. Write $($id.Trim()) in the url.*' }
        @{ Do = { [version]'1.2' | Invoke-ResourcePut -Uri { "${base}x/$_.Major" } -Body { 1 } }; First = '*. Write $($_.Major) in the url.*' }
        # Invoke-RestMethod outputs a list as one object.
        @{ Do = { , (@{ id = 1 }, @{ id = 2 }) | Invoke-ResourcePut "${base}x/{id}" }; First = '*needs a value for {id}, and the input object is a list of 2 elements. Give them one by one: put parentheses around *, as in (Invoke-RestMethod …) | …. Nothing was sent.' }
        @{ Do = { , (@{ id = 1 }, @{ id = 2 }) | Invoke-ResourcePut -Uri { "${base}x/$($_.id)" } }; First = '$($_.id) in the url is a list of 2 values, which PowerShell joins with spaces. Write to one url after the other: *' }
        @{ Do = { , (@{ id = 1 }, @{ id = 2 }) | ForEach-Object { Invoke-ResourcePut "${base}x/$($_.id)" $_ } }; First = '$($_.id) in the url is a list of 2 values, *' }
        @{ Do = { $rows = @{ id = 1 }, @{ id = 2 }; Invoke-ResourcePatch "${base}x/$($rows.id)" @{ a = 1 } }; First = '$($rows.id) in the url is a list of 2 values, *' }
        @{ Do = { $ids = 1, 2; Invoke-ResourcePatch "${base}x/$ids/y" @{ a = 1 } }; First = '$ids in the url is a list of 2 values, *' }
        @{ Do = { Set-Alias iput Invoke-ResourcePut; $ids = 1, 2; iput "${base}x/$ids" 1 }; First = '$ids in the url is a list of 2 values, *' }
        @{ Do = { & { Set-Alias iput Invoke-ResourcePut; $_ = $null; @{ id = 1 } | iput "${base}x/{id}" @{ name = $_.name } } }; First = '$_ has no value in @{ name = $_.name }, *' }
        @{ Do = { Invoke-ResourcePut "$api/x" 1 }; First = '$api is empty, so the url is only ''/x''. Give $api a value.*' }
        @{ Do = { Invoke-ResourcePut unix:///var/run/docker.sock/v1.24/x 1 }; First = "The url 'unix:///var/run/docker.sock/v1.24/x' names a unix socket. Give the path of the socket with -UnixSocket*" }
        @{ Do = { Invoke-ResourcePut http+unix://%2Fvar%2Frun%2Fdocker.sock/v1.24/x 1 }; First = "The url 'http+unix://%2Fvar%2Frun%2Fdocker.sock/v1.24/x' names a unix socket.*" }
        @{ Do = { Invoke-ResourcePut htps://host/x 1 }; First = "The url 'htps://host/x' has the scheme 'htps'. Only http and https can be used: *" }
    ).ForEach({ $_ + @{ Line = "$($_.Do)".Trim() } })
}

BeforeAll { . (Join-Path $PSScriptRoot 'Support/Initialize.ps1') }

AfterAll { if ($server) { Stop-TestServer $server } }

Describe 'The message for' {
    It '<Mistake> names cause and remedy' -ForEach $mistakes {
        # Terminating or not: the text that the user reads.
        $global:Error.Clear()
        try { $null = & $Do 2>$null } catch { Write-Debug 'It is in $Error as well.' }
        $Error.Count | Should -BeGreaterThan 0
        $record = $Error[0]
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $text = "$($record.ErrorDetails.Message ?? $record.Exception.Message) $($record.ErrorDetails.RecommendedAction)"
        $text | Should -BeLike "*$($Cause.Replace('[', '`['))*"
        $text | Should -BeLike "*$Remedy*"
    }
}

Describe 'The first line of the message for' {
    It '<Line>' -ForEach $firstLines {
        $global:Error.Clear()
        # Typed, not from this file, whose line the error would show as well.
        try { $null = & ([scriptblock]::Create($Line)) 2>$null } catch { Write-Debug 'It is in $Error as well.' }
        $record = $Error[0]
        ("$($record.ErrorDetails.Message ?? $record.Exception.Message)" -split '\r?\n')[0] | Should -BeLike $First.Replace('[', '`[')
        # As at a prompt of 120 columns, which wraps longer lines.
        $shown = ($record | Out-String -Width 120).Trim() -replace '\e\[[\d;]*m' -split '\r?\n'
        ($shown | ForEach-Object { [Math]::Ceiling($_.Length / 120) } | Measure-Object -Sum).Sum | Should -BeLessOrEqual 3 -Because ($shown -join "`n")
    }
}

Describe 'A warning is shown for' {
    It '<Line>' -ForEach @(
        @{ Do = { Invoke-ResourcePut "${base}x" (@{ a = 1 } | ConvertTo-Json | ConvertTo-Json) }; Warning = '*JSON again, as ConvertTo-Json makes when it is run twice*' }
        @{ Do = { $none = ''; Invoke-ResourcePut "${base}x/$none" 1 }; Warning = '$none is empty, so the url is ''http://*/x/'', which is another resource. Give $none a value, or write ``$none if it is part of the url.' }
        @{ Do = { Invoke-ResourcePut ${base}x/$none 1 }; Warning = '$none is empty, *' }
        @{ Do = { Invoke-ResourcePut "${base}x/$($null.id)" 1 }; Warning = '$($null.id) is empty, *' }
        @{ Do = { Invoke-ResourcePut "${base}x/$none/y" 1 }; Warning = '$none is empty, so the url is ''http://*/x//y'', *' }
        @{ Do = { Invoke-ResourcePut "${base}x/$($null.id)/y" 1 }; Warning = '$($null.id) is empty, *' }
        @{ Do = { Invoke-ResourcePut "${base}x/$none`?a=1" 1 }; Warning = '$none is empty, *' }
        @{ Do = { $id = '7 '; Invoke-ResourcePut "${base}x/$id/y" 1 }; Warning = '$id begins or ends with white space, which is sent as an escape such as %20, so the url is *' }
        @{ Do = { $row = @{ id = ' 7' }; Invoke-ResourcePut "${base}x/$($row.id)?a=1" 1 }; Warning = '$($row.id) begins or ends with white space, *.Trim() first.' }
        @{ Do = { @{ id = 1 } | Invoke-ResourcePut -Uri { "${base}x/$($_.nope)" } }; Warning = '$($_.nope) is empty, so the url is ''http://*/x/'', which is another resource. *' }
        @{ Do = { @{ id = 1 } | Invoke-ResourcePut -Uri { $id = $_.nope; "${base}x/$id/y" } }; Warning = '$id is empty, so the url is ''http://*/x//y'', *' }
        @{ Do = { Invoke-ResourcePut "${base}x?$select=id" 1 }; Warning = '$select is empty, so the url is ''http://*/x?=id'', *write ``$select if it is part of the url.' }
        @{ Do = { Invoke-ResourcePut "${base}x?a=1&$top=2" 1 }; Warning = '$top is empty, *' }
        @{ Do = { $file = 'C#.txt'; Invoke-ResourcePut "${base}x/$file" 1 }; Warning = "The url 'http://*/x/C#.txt' has a '#', and nothing after a '#' is sent, so this is another resource.*" }
        @{ Do = { Invoke-ResourcePut "${base}x/$('a#b')/c" 1 }; Warning = "The url '*' has a '#', *" }
        @{ Do = { $name = 'DOM\frodo'; Invoke-ResourcePut "${base}x/$name" 1 }; Warning = "The url '*/x/DOM\frodo' has a backslash, which is sent as a slash. *%5C*" }
        @{ Do = { . ([scriptblock]::Create("Invoke-ResourcePut '${base}x\y' 1 3>&1")) }; Warning = "The url '*/x\y' has a backslash, *" }
        @{ Do = { Invoke-ResourcePut "${base}x#$last" 1 }; Warning = "The url '*' has a '#', *" }
        @{ Do = { . ([scriptblock]::Create("Invoke-ResourcePut '${base}x/#a:b' 1 3>&1")) }; Warning = "The url '*/x/#a:b' has a '#', *Write %23, *" }
        @{ Do = { . ([scriptblock]::Create("Invoke-ResourcePut ${base}x#a 1 3>&1")) }; Warning = "The url '*/x#a' has a '#', *" }
        @{ Do = { Invoke-ResourcePatch "${base}x" '{ "path": "/a", "value": 1, "op": "replace" }' }; Warning = '*looks like an operation of JSON Patch*' }
        @{ Do = { Invoke-ResourcePatch "${base}x" @{ op = 'replace'; path = '/a'; value = 1 } }; Warning = '*looks like an operation of JSON Patch*Give -PatchFormat JsonPatch*' }
    ).ForEach({ $_ + @{ Line = "$($_.Do)".Trim() } }) {
        $null = Invoke-ResourcePut "${base}x" @{ a = 1 }
        @(& $Do 3>&1).Where({ $_ -is [System.Management.Automation.WarningRecord] }).Message | Should -BeLike $Warning
    }

    It 'an empty variable after a literal host: <_>' -ForEach 'x/$none', 'x/$none/y', 'x/$none`?a=1', '$none/y', 'x?$none=id', 'x?a=1&$none=2', 'x/1/$($null.id)/y' {
        $warnings = @(& ([scriptblock]::Create("Invoke-ResourcePut `"${base}$_`" 1 -ErrorAction SilentlyContinue 3>&1"))).Where({ $_ -is [System.Management.Automation.WarningRecord] })
        $warnings.Message | Should -BeLike '* is empty, so the url is*'
    }
}

Describe 'There is no error and no warning for' {
    It 'a url with <_>' -ForEach '$value?$filter=(a eq 1)', '?a=b\c', '@{name}', 'System.Text.Json/1.0', '//x/', '$metadata' {
        $id = 1
        @([pscustomobject]@{ name = 'a' } | Invoke-ResourcePut ("${base}echo/$id/" + $_) 3>&1).StatusCode | Should -Be 200
        @(Invoke-ResourcePut "${base}echo//$id/x/$($id)?a=$($null)" 1 3>&1).StatusCode | Should -Be 200
    }

    It 'a url of a script block that ends with a slash: <_>' -ForEach { "${base}x/" }, { "${base}x/$($_.id)/" }, { "${base}" + 'x/' }, { "${base}x/$($_.part)" } {
        @(@{ id = 1; part = 'a/' } | Invoke-ResourcePut -Uri $_ 3>&1).Count | Should -Be 1
    }

    It 'a token with its scheme before it, or a line break after it: <_>' -ForEach 'Bearer abc', 'bearer abc', "abc`n" {
        (Invoke-ResourcePut "${base}auth/bearer/abc" 1 -Token $_ -AllowUnencryptedAuthentication).StatusCode | Should -Be 200
    }

    It 'text that is JSON, and a member with the name of an operation''s' {
        @(Invoke-ResourcePut "${base}echo" '"[draft]"' 3>&1).Count | Should -Be 1
        @(Invoke-ResourcePatch "${base}echo" @{ op = 1; path = 2 } 3>&1).Count | Should -Be 1
        @(Invoke-ResourcePatch "${base}echo" '{"op":"add","a":{"path":"/b"}}' 3>&1).Count | Should -Be 1
        @(Invoke-ResourcePatch "${base}echo" '[{"op":"add","path":"/a","value":1}]' -ContentType application/json-patch+json 3>&1).Count | Should -Be 1
    }

    It 'a url that ends with a slash without an empty variable, or has a fragment: <_>' -ForEach '"${base}x/"', '"${base}x/$last"', '"${base}x/$part"', '$whole', '"$whole$none"', '"$hash"', '$hash' {
        $last, $part, $whole, $none, $hash = 1, 'a/', "${base}x/", '', "${base}x#me"
        @(& ([scriptblock]::Create("Invoke-ResourcePut $_ 1 3>&1"))).Count | Should -Be 1
    }

    It 'a url with a literal host and variables that are as they should be: <_>' -ForEach 'x/$last', 'x/$last/y', 'x//y', 'x//y/$last', 'x?a=$none', 'x$none/y', '$last/$last',
        'x/$last.json', 'x/$version.zip', 'x/$version`.Major', 'x/$last[0]', 'x/$name.Default.Find()', 'x/$name.Length', 'x/$($version.Major).Minor' {
        $last, $none, $version, $name = 1, '', [version]'1.2', 'a'
        @(& ([scriptblock]::Create("Invoke-ResourcePut `"${base}$_`" 1 3>&1"))).Count | Should -Be 1
    }

    It 'a url with variables that are as they should be: <_>' -ForEach '"${base}x?a=$none"', '"${base}x?a=$none&b=1"', '"${base}x//y"', '"${base}x/$path/y"', '"${base}x/$env:PUTTOOLS_BUILD"', '"${base}x/$script:last"', '"${base}${none}x//y"' {
        $script:last, $path, $none = 1, '/a', ''
        @(& ([scriptblock]::Create("Invoke-ResourcePut $_ 1 3>&1"))).Count | Should -Be 1
    }

    It 'a dash, a brace or a switch that only looks like a mistake' {
        (Invoke-ResourcePut "${base}echo" ([ordered]@{ a = '--data'; b = "{" }) -Headers @{ 'X-A' = '-b=1' } -ContentOnly:$true).body | Should -Be '{"a":"--data","b":"{"}'
        (Invoke-ResourcePut "${base}echo" $true -ContentOnly).body | Should -Be 'true'
    }

    It 'a plus sign in quotes, in parentheses or in the url' {
        $api, $plus = $base, 'a+b'
        (Invoke-ResourcePut ($api + 'echo') 1).StatusCode | Should -Be 200
        (Invoke-ResourcePut "${api}echo/$plus+$plus" 'a + b' -ContentType text/plain -ContentOnly).path | Should -Be '/echo/a+b+a+b'
        (Invoke-ResourcePut ${api}echo/$plus+x @{ a = 1 + 1 } -ContentOnly).body | Should -Be '{"a":2}'
    }

    It 'members of a dictionary that are selected by name, and a member that is called SyncRoot' {
        (@{ id = 1; n = $null } | Select-Object id, n | Invoke-ResourcePut "${base}echo" -ContentOnly).body | Should -Be '{"id":1,"n":null}'
        ([ordered]@{ id = 1 } | Select-Object @{ n = 'id'; e = { $_.id } } | Invoke-ResourcePut "${base}echo" -ContentOnly).body | Should -Be '{"id":1}'
        ([pscustomobject]@{ SyncRoot = 1 } | Select-Object * | Invoke-ResourcePut "${base}echo" -ContentOnly).body | Should -Be '{"SyncRoot":1}'
    }

    It 'a word in brackets, and a cast in parentheses or in a hashtable' {
        (Invoke-ResourcePut "${base}echo" [true] -ContentOnly).body | Should -Be '[true]'
        (Invoke-ResourcePut "${base}echo" ([ordered]@{ a = [ordered]@{ b = [byte]'1' } }) -ContentOnly).body | Should -Be '{"a":{"b":1}}'
        (Invoke-ResourcePut "${base}echo" @{ ab = 1; c = 2 } -ExcludeProperty [ab]* -ContentOnly).body | Should -Be '{"c":2}'
    }

    It 'a text with a dash that is no command, and a command in quotes' {
        (Invoke-ResourcePut "${base}echo" no-command -ContentType text/plain -ContentOnly).body | Should -Be 'no-command'
        (Invoke-ResourcePut "${base}echo" 'Get-Date' -ContentType text/plain -ContentOnly).body | Should -Be 'Get-Date'
    }

    It 'a word of JSON after the url' {
        (Invoke-ResourcePut "${base}echo" true -ContentOnly).body | Should -Be 'true'
    }

    It 'a command on the same line with a parameter that is named like a payload' {
        (Invoke-ResourcePut "${base}echo" 1 -ContentOnly).body + $(function Two($Body) { $Body }; Two -Body 2) | Should -Be '12'
    }

    It 'a $_ that has a value, and one of a script block, a switch or another command' {
        $rows = @{ id = 1 }, @{ id = 2 }
        $sent = & { $rows | ForEach-Object { $_ | Invoke-ResourcePut "${base}echo/{id}" -Body @{ a = $_.id } -ContentOnly } }
        $sent.body | Should -Be '{"a":1}', '{"a":2}'
        $sent = & { $_ = $null; $rows | Where-Object { $_.id -gt 1 } | Invoke-ResourcePut "${base}echo/{id}" -Body { @{ a = $_.id } } -ContentOnly }
        $sent.body | Should -Be '{"a":2}'
        $sent = & { $_ = $null; $rows | Invoke-ResourcePut "${base}echo/{id}" -Body @{ a = $(switch (7) { default { $_ } }) } -ContentOnly }
        $sent.body | Should -Be '{"a":7}', '{"a":7}'
        $sent = & { $_ = $null; $rows | ForEach-Object { $null = Invoke-ResourcePut "${base}echo/$($_.id)" -Body $_; $_ } | Invoke-ResourcePut "${base}echo/{id}" -ContentOnly }
        $sent.body | Should -Be '{"id":1}', '{"id":2}'
    }

    It 'an object whose op and path are data, and no operation of JSON Patch' {
        $null = Invoke-ResourcePut "${base}x" @{ a = 1 }
        foreach ($body in @{ op = 'GET'; path = '/users' }, @{ op = 'replace'; path = 'C:\a' }, @{ op = 'incr'; path = '/n'; value = 1 }, '{"op":"GET","path":"/users"}') {
            Invoke-ResourcePatch "${base}x" $body -WarningVariable warnings | Out-Null
            $warnings | Should -BeNullOrEmpty
        }
    }

    It 'a splatted variable between named parameters' {
        $given = @{ ContentType = 'text/plain' }
        (Invoke-ResourcePut "${base}echo" @given -Body x -ContentOnly).body | Should -Be 'x'
        (Invoke-ResourcePut "${base}echo" text @given -ContentOnly).body | Should -Be 'text'
        (Invoke-ResourcePut -Body x -Uri "${base}echo" @given -ContentOnly).body | Should -Be 'x'
        (Invoke-ResourcePut -Uri "${base}echo" x -ContentType text/plain -ContentOnly).body | Should -Be 'x'
    }

    It 'a long run of spaces in a here-string, in linear time' {
        $call = [scriptblock]::Create("param(`$url) Invoke-ResourcePut `$url @'`n{`"a`":1$(' ' * 200000)}`n'@ -ContentOnly")
        $time = Measure-Command { (& $call "${base}echo").body.Length | Should -BeGreaterThan 200000 }
        $time.TotalSeconds | Should -BeLessThan 5
    }

    It 'a space in the path of a url in quotes' {
        (Invoke-ResourcePut "${base}users/John Doe" @{ a = 1 }).Uri.AbsolutePath | Should -Be '/users/John%20Doe'
    }
}
