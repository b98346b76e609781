# RabbitMQ's management API: users, permissions, queues and bindings declared with PUT.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/RealServers.psm1')
    $missing = Install-ServerPackage -Apt rabbitmq-server
}

Describe "rabbitmq$(if ($missing) { " ($missing)" })" -Skip:([bool] $missing) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support/Initialize.ps1')
        $folder = New-TestFolder
        $port, $amqp, $dist, $names = (Get-FreePort), (Get-FreePort), (Get-FreePort), (Get-FreePort)
        $server = (Get-Item /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server).FullName
        Set-Content "$folder/plugins" '[rabbitmq_management].'
        Set-Content "$folder/rabbitmq.conf" @"
listeners.tcp.1 = 127.0.0.1:$amqp
management.tcp.ip = 127.0.0.1
management.tcp.port = $port
"@
        # Its name daemon is started here, too, so that it can be stopped.
        $erlang = @{ ERL_EPMD_PORT = "$names"; ERL_EPMD_ADDRESS = '127.0.0.1'; HOME = $folder }
        $epmd = Start-TestService epmd -ArgumentList '-port', $names, '-address', '127.0.0.1' -Port $names -Folder (New-TestFolder)
        $rabbit = Start-TestService $server -Port $port -Folder $folder -TimeoutSec 120 -Environment ($erlang + @{
                RABBITMQ_NODENAME = "test$port@localhost"; RABBITMQ_CONFIG_FILE = "$folder/rabbitmq.conf"; RABBITMQ_ENABLED_PLUGINS_FILE = "$folder/plugins"
                RABBITMQ_MNESIA_BASE = "$folder/data"; RABBITMQ_LOG_BASE = "$folder/log"; RABBITMQ_DIST_PORT = "$dist"; RABBITMQ_CONF_ENV_FILE = '/dev/null'
                RABBITMQ_FEATURE_FLAGS_FILE = "$folder/flags"; RABBITMQ_GENERATED_CONFIG_DIR = "$folder/config"; RABBITMQ_PID_FILE = "$folder/pid"
                RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS = '-kernel inet_dist_use_interface {127,0,0,1} +S 1:1'
            })
        $guest = New-TestCredential guest guest
        $session = New-ResourceSession "$($rabbit.Uri)api/" -Authentication Basic -Credential $guest -AllowUnencryptedAuthentication
        function Get-Api($Path) { Invoke-Curl -u guest:guest "$($rabbit.Uri)api/$Path" | ConvertFrom-Json }
    }

    AfterAll {
        Stop-TestService $rabbit
        Stop-TestService $epmd
    }

    It 'declares a virtual host, a user and its permissions' {
        # A PUT without content.
        (Invoke-ResourcePut vhosts/shop -Body ([byte[]]::new(0)) -Session $session).Outcome | Should -Be Created
        (Invoke-ResourcePut users/clerk -Body @{ password = 'planted'; tags = 'monitoring' } -Session $session).Outcome | Should -Be Created
        $null = Invoke-ResourcePut permissions/shop/clerk -Body @{ configure = '.*'; write = '.*'; read = '.*' } -Session $session
        (Get-Api users/clerk).tags | Should -Contain monitoring
        (Get-Api permissions/shop/clerk).write | Should -Be '.*'
    }

    It 'declares a queue in the host whose name is a slash' {
        $declare = { Invoke-ResourcePut 'queues/%2F/orders' -Body @{ durable = $true; arguments = @{ 'x-max-length' = 1000 } } -Session $session }
        (& $declare).Outcome | Should -Be Created
        (& $declare).StatusCode | Should -Be 204
        (Get-Api 'queues/%2F/orders').arguments.'x-max-length' | Should -Be 1000
    }

    It 'escapes that name when it fills in the url' {
        $rows = 1..5 | ForEach-Object { [pscustomobject]@{ vhost = '/'; name = "queue $_"; durable = $true } }
        $responses = $rows | Invoke-ResourcePut 'queues/{vhost}/{name}' -ExcludeProperty vhost, name -Session $session -ThrottleLimit 2
        $responses.Outcome | Select-Object -Unique | Should -Be Created
        (Get-Api 'queues/%2F').name | Should -Contain 'queue 5'
    }

    It 'refuses a queue with other settings, with its own message' {
        $failed = Get-WriteError { Invoke-ResourcePut 'queues/%2F/orders' -Body @{ durable = $false } -Session $session }
        Get-ErrorKind $failed | Should -Be BadRequest
        $failed.ErrorDetails.Message | Should -BeLike '*inequivalent arg*'
        (Get-Api 'queues/%2F/orders').durable | Should -BeTrue
    }

    It 'sets a policy' {
        $policy = @{ pattern = '^q'; definition = @{ 'max-length' = 5 }; priority = 0; 'apply-to' = 'queues' }
        (Invoke-ResourcePut 'policies/%2F/short' -Body $policy -Session $session).Outcome | Should -Be Created
        (Get-Api 'policies/%2F/short').definition.'max-length' | Should -Be 5
    }

    It 'requires credentials' {
        $failed = Get-WriteError { Invoke-ResourcePut vhosts/other -Body ([byte[]]::new(0)) -Session $session -Credential (New-TestCredential guest planted) }
        Get-ErrorKind $failed | Should -Be Unauthorized
    }
}
