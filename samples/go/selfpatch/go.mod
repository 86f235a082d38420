module example.com/selfpatch

go 1.19
