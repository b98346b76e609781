# Runs once, because the page is for both builds.
# The job array of docs/scaling-out.md on a Slurm cluster of three nodes on this machine (Debian: slurm-wlm and munge; as root). One
# node is lost in the middle of its part, and Slurm starts that part again on another node.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Support/Services.psm1')
    $missing = Get-MissingTool munged, slurmctld, slurmd, sbatch
    if (-not $missing -and (id -u) -ne 0) { $missing = 'not root' }
}

Describe "A Slurm job array$(if ($missing) { " ($missing)" })" -Tag Long, Linux -Skip:([bool] $missing) {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Support/TestServer.psm1'), (Join-Path $PSScriptRoot 'Support/MarkdownExamples.psm1'), (Join-Path $PSScriptRoot 'Support/Services.psm1')
        $page = Join-Path $PSScriptRoot '../../docs/scaling-out.md'
        $root = Convert-Path (Join-Path $PSScriptRoot '../..')
        $folder = New-TestFolder
        $share = (New-Item "$folder/share" -ItemType Directory).FullName
        $modules = (New-Item "$folder/modules" -ItemType Directory).FullName
        $null = New-Item "$modules/PutTools" -ItemType SymbolicLink -Target $root
        $before = @{ PSModulePath = $env:PSModulePath; SLURM_CONF = $env:SLURM_CONF }
        $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
        $env:SLURM_CONF = "$folder/slurm.conf"
        $services = [Collections.Generic.List[Diagnostics.Process]]::new()

        function Start-Daemon([string] $Name, [string[]] $ArgumentList) {
            $start = [Diagnostics.ProcessStartInfo]::new((Find-Tool $Name))
            foreach ($argument in $ArgumentList) { $start.ArgumentList.Add($argument) }
            $start.RedirectStandardError = $true
            $process = [Diagnostics.Process]::Start($start)
            $process.BeginErrorReadLine()
            $services.Add($process)
            $process
        }
        function Wait-Until([scriptblock] $Condition, [int] $Seconds, [string] $What) {
            $until = [datetime]::UtcNow.AddSeconds($Seconds)
            while (-not (& $Condition)) {
                if ([datetime]::UtcNow -gt $until) { throw "It took more than $Seconds s until $What. $(Get-Content $folder/*.log | Select-Object -Last 20)" }
                Start-Sleep -Milliseconds 200
            }
        }

        # munged uses no folder that others can write to.
        chmod 755 $folder
        [IO.File]::WriteAllBytes("$folder/munge.key", [Security.Cryptography.RandomNumberGenerator]::GetBytes(128))
        chmod 600 "$folder/munge.key"
        $null = Start-Daemon munged '--foreground', "--key-file=$folder/munge.key", "--socket=$folder/munge", "--pid-file=$folder/munge.pid", "--log-file=$folder/munge.log", "--seed-file=$folder/munge.seed"

        $names = 'n1', 'n2', 'n3'
        $ports = @{}
        foreach ($name in @('control') + $names) { $ports[$name] = Get-FreePort }
        $machine = [Environment]::MachineName
        Set-Content "$folder/slurm.conf" @"
ClusterName=test
SlurmctldHost=$machine(127.0.0.1)
SlurmctldPort=$($ports.control)
AuthType=auth/munge
AuthInfo=socket=$folder/munge
SlurmUser=root
StateSaveLocation=$folder/state
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
SlurmdSpoolDir=$folder/%n
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
ReturnToService=2
# A node that does not answer for so long is down, and its jobs are queued again.
SlurmdTimeout=6
KillWait=1
$(foreach ($name in $names) { "NodeName=$name NodeHostname=$machine NodeAddr=127.0.0.1 Port=$($ports[$name]) CPUs=1`n" })
PartitionName=all Nodes=n1,n2,n3 Default=YES State=UP
"@
        $null = New-Item "$folder/state" -ItemType Directory
        $names | ForEach-Object { $null = New-Item "$folder/$_" -ItemType Directory }
        Wait-Until { Test-Path "$folder/munge" } 20 'munged listens'
        $null = Start-Daemon slurmctld '-D', '-i'
        # The processes of a node end with it.
        $nodes = @{}
        foreach ($name in $names) { $nodes[$name] = Start-Daemon unshare '--pid', '--fork', '--kill-child', '--mount-proc', (Find-Tool slurmd), '-D', '-N', $name }
        Wait-Until { "$(sinfo -h -o %t 2>$null)" -eq 'idle' } 60 'all nodes are idle'

        # The rows, Write-Part.ps1 and the script of the array are those of the page.
        $server = Start-TestServer
        $results = @(Invoke-MarkdownExample $page -Module (Join-Path $root PutTools.psd1) -Uri $server.uri -Replace @{ '/srv/share' = $share } -ExcludeSection 'One machine: jobs', 'Several hosts')
        $script = [regex]::Match((Get-Content $page -Raw), '(?s)```bash\n(#!/bin/bash\n#SBATCH.*?)```').Groups[1].Value.Replace('/srv/share', $share)
        Set-Content "$folder/orders.sh" $script -NoNewline
    }

    AfterAll {
        if ($server) { Stop-TestServer $server }
        # The newest first: the nodes before their controller.
        for ($i = $services.Count - 1; $i -ge 0; $i--) {
            if (-not $services[$i].HasExited) { $services[$i].Kill() }
            $services[$i].WaitForExit()
            $services[$i].Dispose()
        }
        foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
        if ($folder) {
            # Only the link goes, not what it leads to.
            [IO.Directory]::Delete("$modules/PutTools")
            Remove-Item $folder -Recurse -Force
        }
    }

    It 'writes every row once, though a node is lost in the middle' {
        $results.Problems | Should -BeNullOrEmpty
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $job = sbatch --parsable "$folder/orders.sh"
        $job | Should -Match '^\d+$'
        Wait-Until { (Test-Path $share/part-1.jsonl) -and (Get-Item $share/part-1.jsonl).Length -gt 833 * 340 } 180 'half of part 1 is written'
        $node = squeue -h -j "${job}_1" -o %N
        $nodes[$node].Kill()
        $nodes[$node].WaitForExit()
        $killed = $watch.Elapsed.TotalSeconds
        $lines = [int] (& wc -l $share/part-1.jsonl).Split(' ')[0] - 1
        Wait-Until { -not (squeue -h -j $job 2>$null) } 600 'the array has ended'
        $restarts = @(Get-Content $folder/slurmctld.log | Where-Object { $_ -match 'requeue|not responding|DOWN' }) -join "`n"

        $applied = @{}
        foreach ($write in Get-TestServerJournal $server | Where-Object method -EQ PATCH) { $applied[$write.path] = 1 + $applied[$write.path] }
        $counts = 1..10000 | ForEach-Object { [int] $applied["/orders/$_"] }
        Write-Host ("::A Slurm array of six parts on three nodes, {0} lost after {1} of the 1,667 rows of part 1 ({2:0} s): {3} rows lost, {4} written once, {5} more than once, after {6:0} s.`n{7}" -f
            $node, $lines, $killed, @($counts -eq 0).Count, @($counts -eq 1).Count, @($counts -gt 1).Count, $watch.Elapsed.TotalSeconds, $restarts)
        sinfo -h -n $node -o %t | Should -Match '^down'
        $lines | Should -BeLessThan 1667
        $counts | Where-Object { $_ -ne 1 } | Should -BeNullOrEmpty
        $reports = Get-Content $share/part-1.log
        "$reports" | Should -Match 'Journaled'
    }
}
