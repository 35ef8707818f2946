#!/bin/sh
# Parent of one workload: keeps its log, its limits and its end, whatever becomes of the JVM that asked for it.
# usage: setsid sh shim.sh DIRECTORY LAUNCHER…      (DIRECTORY/settings is written by ProcessRunner)
set -u
umask 077
trap '' HUP TERM INT
cd "$1" || exit 1
shift
. ./settings

start_time() { # of process $1, in ticks since boot: field 22, counted after the name, which may hold anything
  IFS= read -r line <"/proc/$1/stat" || return 1
  set -- ${line##*) }
  echo "${20}"
}

centiseconds() {
  read -r uptime rest </proc/uptime
  echo "${uptime%.*}${uptime#*.}"
}

collect() { # adds the descendants of process $1 to $tree
  for file in "/proc/$1"/task/*/children; do
    kids=
    { read -r kids <"$file"; } 2>/dev/null # fails at the missing newline, yet sets
    for kid in $kids; do
      tree="$tree $kid"
      collect "$kid"
    done
  done
}

add_ticks() { # of process $1: its own and those of its children that have ended; and its resident pages
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -- ${line##*) }
  ticks=$((ticks + ${12} + ${13} + ${14} + ${15}))
  pages=$((pages + ${22}))
}

reaped() { # ticks of what this shell and its children have waited for
  IFS= read -r line <"/proc/$$/stat"
  set -- ${line##*) }
  echo $((${14} + ${15}))
}

measure() { # sets cpu (ms), peak (bytes), oom (kills)
  case $cpu_file in
    */cpuacct.usage) { read -r ns <"$cpu_file"; } 2>/dev/null && cpu=$((ns / 1000000)) ;;
    */cpu.stat) { read -r key us <"$cpu_file"; } 2>/dev/null && cpu=$((us / 1000)) ;;
    *)
      tree= ticks=0 pages=0
      collect "$launcher"
      for process in $tree; do add_ticks "$process"; done
      [ $((ticks * 10)) -gt "$cpu" ] && cpu=$((ticks * 10))
      [ -z "$peak_file" ] && [ $((pages * page_size)) -gt "$peak" ] && peak=$((pages * page_size))
      ;;
  esac
  [ -n "$peak_file" ] && { read -r peak <"$peak_file"; } 2>/dev/null
  [ -n "$oom_file" ] && while read -r key count; do
    [ "$key" = oom_kill ] && oom=$count
  done <"$oom_file"
  printf 'cpu=%s\npeak=%s\noom=%s\n' "$cpu" "$peak" "$oom" >usage.new && mv -f usage.new usage
}

kill_leftovers() { # everything of the workload that does not need a process id to be found
  [ -n "$kill_file" ] && echo 1 2>/dev/null >"$kill_file"
  [ -n "$uid" ] && setpriv --reuid="$uid" --regid="$uid" --clear-groups -- sh -c 'kill -KILL -1' 2>/dev/null
  [ -z "$uid" ] && [ "$isolation" = none ] && for process in /proc/[0-9]*; do
    [ -O "$process/environ" ] && tr '\0' '\n' 2>/dev/null <"$process/environ" | {
      while IFS= read -r line; do [ "$line" = "WBX_WORKLOAD=$mark" ] && exit 0; done
      exit 1
    } && kill -KILL "${process#/proc/}" 2>/dev/null
  done
  return 0
}

kill_workload() { # $1: why
  [ -e reason ] || echo "$1" >reason
  tree=
  collect "$launcher"
  kill_leftovers
  kill -KILL $tree "$launcher" 2>/dev/null
}

disk_used() { # kB, of what has no file system of its own
  total=0
  while read -r kb path; do total=$kb; done <<EOF
$(timeout -s KILL 60 du -skxc --files0-from=disk 2>/dev/null)
EOF
  echo "${total:-0}"
}

disk_full() { # whether the workload's own file system has no more than $1 kB, or no more files
  [ -n "$quota" ] || return 1
  read -r blocks files block_size <<EOF
$(stat -f -c '%a %d %S' "$quota" 2>/dev/null)
EOF
  [ -n "$block_size" ] && { [ $((blocks * block_size / 1024)) -le "$1" ] || [ "$files" -eq 0 ]; }
}

watch() { # as long as the workload lives, whatever becomes of its parent
  round=0 disk_round=2
  while sleep "$poll" && kill -0 "$launcher" 2>/dev/null; do
    round=$((round + 1))
    measure
    [ "$cpu_limit" -gt 0 ] && [ "$cpu" -ge "$cpu_limit" ] && kill_workload cpu
    disk_full "$disk_margin" && kill_workload disk
    if [ "$disk_limit" -gt 0 ] && [ "$round" -ge "$disk_round" ]; then
      looked=$(centiseconds)
      [ "$(disk_used)" -gt "$disk_limit" ] && kill_workload disk
      disk_round=$((round + 2 + ($(centiseconds) - looked) / 2)) # at most 1/25 of the time is spent looking
    fi
  done
}

# Claims the workload: of several shims for one directory only one gets past the hard link.
read -r boot </proc/sys/kernel/random/boot_id
printf '{"pid":%s,"start":%s,"boot":"%s"}\n' $$ "$(start_time $$)" "$boot" >pid.$$
ln pid.$$ pid.json 2>/dev/null || { rm -f pid.$$; exit 0; }
rm -f pid.$$

page_size=$(getconf PAGESIZE 2>/dev/null || echo 4096)
cpu=0 peak=0 oom=0 pids=0
exec 3<launch || exit 1 # holds secrets: from here on it exists only as a descriptor
rm -f launch
mkfifo out.fifo err.fifo
# Held open until the workload has ended: nobody waits for the other side to open, and no end is seen before there was a beginning.
exec 5<>out.fifo 6<>err.fifo 7<out.fifo 8<err.fifo
python3 -I -S pump.py log "$segment" "$segments" 7 8 3<&- 5>&- 6>&- &
pump=$!
exec 7<&- 8<&-
begun=$(centiseconds)
reaped=$(reaped)
(
  while read -r group; do
    echo 0 >"$group/cgroup.procs" || { echo "cannot join $group" >refused; exit 125; }
  done <cgroups
  umask 007
  exec timeout -s KILL "$wall" "$@"
) </dev/null >out.fifo 2>err.fifo 4>>status.json 5>&- 6>&- &
launcher=$!
exec 3<&-
echo "$launcher" >launcher.new && mv launcher.new launcher
watch 5>&- 6>&- &
watcher=$!

wait "$launcher"
code=$?
exec 5>&- 6>&-
elapsed=$(($(centiseconds) - begun))
kill -KILL "$watcher"
kill_leftovers
[ -e usage ] && while IFS== read -r key value; do
  case $key in
    cpu) cpu=$value ;;
    peak) peak=$value ;;
  esac
done <usage
reaped=$((($(reaped) - reaped) * 10))
[ -z "$cpu_file" ] && [ "$reaped" -gt "$cpu" ] && cpu=$reaped
wait "$pump"
pumped=$?
measure
[ -n "$pids_file" ] && { read -r key pids <"$pids_file"; } 2>/dev/null
if [ "$code" -ne 0 ] && [ "$disk_limit" -gt 0 ] && [ ! -e reason ]; then # it may have been refused a write, and ended of it
  if disk_full $((disk_margin + disk_limit / 256)) || [ "$(disk_used)" -gt "$disk_limit" ]; then echo disk >reason; fi
fi
attempts=0
while read -r group; do
  while [ -d "$group" ] && ! rmdir "$group" 2>/dev/null && [ "$attempts" -lt 100 ]; do
    attempts=$((attempts + 1))
    sleep 0.05
  done
done <cgroups
reason=
[ -e reason ] && read -r reason <reason
[ -z "$reason" ] && [ "$code" -eq 137 ] && [ "$wall_limit" -gt 0 ] && [ "$elapsed" -ge "$wall_limit" ] && reason=wall
printf 'code=%s\nreason=%s\npumped=%s\ncpu=%s\npeak=%s\noom=%s\npids=%s\n' \
  "$code" "$reason" "$pumped" "$cpu" "$peak" "$oom" "$pids" >exit.new
sync exit.new
mv exit.new exit
